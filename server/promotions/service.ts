import "server-only";

/** What others call: the verbs of promotions. */
export { cancel, decide } from "./decide";
export { retry, rollBack } from "./execution/again";
export { execute } from "./execution/service";
export { expireDue } from "./expire";
export { get, list } from "./inbox";
export { preview, request } from "./request";
