/** What is being measured now, for who waits. */
export const say = (words: string) => console.error(`bench: ${words}`);
