// Before the page is read, so that its first line is drawn with the font: a browser unpacks even a font that lies in its
// style sheet only when a text asks for it, and draws the page once without.
document.fonts.load('1em "edrill math"');
