/** What is known of a value that reads 0 and may have been NaN. */
export const zeroOrNaNWords =
  "It reads 0, as it also does where NaN was logged: of a NaN in a malformed request only a 0 without a time is left. Look at what logged it.";

/** In place of a number that says nothing. */
export const ZeroOrNaN = () => (
  <span title={zeroOrNaNWords} className="text-wait">
    0 or NaN
  </span>
);
