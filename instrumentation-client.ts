declare global {
  var __zod_globalConfig: { jitless?: boolean } | undefined;
}

/*
 * Runs in the browser before any code of a page. Zod tries whether it may compile validators from text; the content
 * policy of the pages forbids that, and the browser reports each try. This is where Zod 4 keeps its settings; written
 * by hand, since importing Zod here would load it with every page.
 */
globalThis.__zod_globalConfig = { ...globalThis.__zod_globalConfig, jitless: true };

export {};
