import "server-only";

/** What others call: the verbs of promotions. */
export { agree } from "./agree";
export { cancel, decide } from "./decide";
export { retry } from "./execution/retry";
export { rollBack } from "./execution/roll-back";
export { execute } from "./execution/service";
export { maintainOpenPromotions } from "./expire";
export { get, list } from "./inbox";
export { preview, request } from "./request";
