import "server-only";
import { openBackup } from "@/server/cli/database/backup/open-backup";
import { restore } from "@/server/cli/database/backup/restore";
import { findDatabaseUrl } from "@/server/foundation/db/embedded";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { readEnvironment, secretOf } from "@/server/foundation/env";
import { command } from "./command";
import { typedPath } from "./typed-path";

command(async ([file]) => {
  if (!file) throw new CannotStart("Usage: npm run restore FILE");
  const env = readEnvironment();
  const backup = await openBackup(typedPath(file));
  const found = await findDatabaseUrl(env, "restore");
  try {
    const { counts, madeAt, upgraded, sameSecret } = await restore(found.url, secretOf(env), backup);
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    console.log(`${rows} rows of ${Object.keys(counts).length} tables are restored, as of ${madeAt}.`);
    if (upgraded) console.log("An earlier version made the backup; its rows were brought up to date.");
    if (!sameSecret) {
      console.error(
        "The backup was made under another secret, so the credentials of its connections cannot be read.\n" +
          "  → Set TERRAPIN_SECRET to the old one (or put the old file `secret` into the data folder) before npm run up,\n" +
          "  → or enter the credentials anew under Settings, Connections.",
      );
    }
    return 0;
  } finally {
    await found.close();
  }
});
