import "server-only";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";

/**
 * Runs a command line's `main` with its arguments and turns its end into the exit code. What the person at the
 * terminal can put right is told in its own words; a defect keeps its stack.
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
