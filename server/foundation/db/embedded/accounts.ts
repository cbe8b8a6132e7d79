import { CannotStart } from "./cannot-start";

/** One line of /etc/passwd. */
export type Account = { name: string; uid: number; gid: number };

/** Reads the text of /etc/passwd; lines that are not accounts are left out. */
export function parsePasswd(text: string): Account[] {
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/**
 * The account that PostgreSQL runs as. It refuses root, and initdb refuses a uid that the system has no name for.
 *
 * @param self   uid of this process, and whether the system knows it (/etc/passwd, or a directory service)
 * @param owners uids that own the cluster or the data folder, the closest first
 * @returns null when the process may go on as itself
 * @throws CannotStart when no account fits
 */
export function chooseAccount(
  self: { uid: number; known: boolean },
  owners: number[],
  passwd: Account[],
): Account | null {
  if (self.uid !== 0 && self.known) return null;
  if (self.uid !== 0) {
    throw new CannotStart(
      `PostgreSQL does not start for user ${self.uid}, because /etc/passwd has no line for it.`,
      "Run Terrapin as a user that /etc/passwd knows,",
      "or set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
  const byUid = (uid: number) => passwd.find((account) => account.uid === uid);
  const owner = owners.filter((uid) => uid !== 0).map(byUid);
  const usual = ["postgres", "nobody"].map((name) => passwd.find((account) => account.name === name));
  const account = [...owner, ...usual].find((candidate) => candidate && candidate.uid !== 0);
  if (account) return account;
  throw new CannotStart(
    "PostgreSQL does not run as root, and this machine has neither an account 'postgres' nor 'nobody'.",
    "Run Terrapin as another user,",
    "or set DATABASE_URL to a PostgreSQL of your own.",
  );
}
