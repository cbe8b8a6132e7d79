const hour = 3_600_000;
const day = 24 * hour;

const formats = {
  year: new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric" }),
  day: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }),
  minute: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }),
  second: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  moment: new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }),
};

/** A tick of a time axis: the day where days begin, the clock between them. `step` is the ticks' distance in ms. */
export function tickText(at: number, step: number): string {
  if (step >= 300 * day) return formats.year.format(at);
  const date = new Date(at);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (step >= day || midnight) return formats.day.format(at);
  return step >= 60_000 ? formats.minute.format(at) : formats.second.format(at);
}

/** A moment as precisely as a chart `span` milliseconds wide can show it, in the reader's zone. */
export function momentText(at: number, span: number): string {
  if (span < hour) return formats.second.format(at);
  return formats.moment.format(at).replace(" at ", ", ");
}
