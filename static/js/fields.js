// The fields that a computed value can be put into: those of a question's answer, and those of the lab.
export const CELLS = "form.answer input[name=cell]";
export const ENTRIES = "#lab-fields :is(input[type=text], textarea)";
