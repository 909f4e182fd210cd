// What script adds to pages that work without it. Each module looks for its own part of the page.
import { offerCalculator } from "./calculating.js";
import { enableCopy } from "./copy.js";
import { enableArranging } from "./arranging.js";
import { forgetDraft, rememberDraft } from "./draft.js";
import { enableFlag } from "./flag.js";
import { focusOutcome } from "./focus.js";
import { enableFolding } from "./folding.js";
import { followForms } from "./follow.js";
import { enableFormulas } from "./formulas.js";
import { enableGrid } from "./grid.js";
import { enableKeys } from "./keys.js";
import { enableOffline } from "./offline.js";
import { enablePrinting } from "./printing.js";
import { enableReading } from "./reading.js";
import { enableRoom } from "./room.js";
import { reachable } from "./scrolling.js";
import { sendOnce } from "./submit.js";
import { enableSymbols } from "./symbols.js";
import { keepWriting, resumeWriting } from "./writing.js";
import { tellZone } from "./zone.js";

focusOutcome();
reachable();
const form = document.querySelector("form.answer");
if (form && !form.dataset.save) {
  rememberDraft(form);
  enableArranging(form);
  enableGrid(form);
  enableReading(form);
} else if (!form && !document.querySelector("[data-refused]")) {
  forgetDraft();
}
enableRoom();
offerCalculator();
enableFlag();
followForms();
sendOnce();
enableCopy();
enableFolding();
enableFormulas();
enableKeys();
enableSymbols();
keepWriting();
resumeWriting();
enablePrinting();
tellZone();
enableOffline();
