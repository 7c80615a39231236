// What can be done while the libraries are on their way.
import { dress } from "./theme/theme.ts";

dress();
// The first formatter of dates reads the browser's calendars, which takes a slow phone a tenth of a second.
new Intl.DateTimeFormat(navigator.language).format();
