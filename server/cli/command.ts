import "server-only";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";

/**
 * Runs a command's `main` with its arguments and sets the exit code. A CannotStart prints its message; any other error
 * is a defect and prints its stack.
 * @param main returns the exit code, 0 when it returns nothing
 */
export async function command(main: (args: string[]) => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    console.error(error instanceof CannotStart ? error.message : error);
    process.exitCode = 1;
  }
}
