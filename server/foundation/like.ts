/** Text for a LIKE pattern in which nothing is special. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
