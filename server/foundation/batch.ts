/** How many calls one request may hold: browsers send no more, and the server refuses more with 400. */
export const maxBatchSize = 40;
