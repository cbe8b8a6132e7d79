import { SignInFrame } from "./sign-in-frame";

/** Said in place of the sign-in form while nobody could use it. */
export function NoOwner() {
  return (
    <SignInFrame title="Nobody owns this Terrapin yet" sub="Its first account is made by a one-time link.">
      <ol className="grid list-decimal gap-2 pl-4 text-ink-2">
        <li>
          The link is where Terrapin was started: the line that begins with{" "}
          <code className="mono">welcome</code>, in what <code className="mono">npm run up</code> printed.
        </li>
        <li>Open it in this browser: it asks for your name and a password, and you own the installation.</li>
        <li>If it is lost, start Terrapin again: that prints a new link and ends the one before.</li>
      </ol>
    </SignInFrame>
  );
}
