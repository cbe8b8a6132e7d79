/**
 * Signs in with an address and a password. Loaded when used: no other page needs next-auth in the browser.
 * @returns null when it worked, else why not, in words
 */
export async function openSession(email: string, password: string): Promise<string | null> {
  const auth = await import("next-auth/react");
  const answer = await auth.signIn("credentials", { email, password, redirect: false });
  if (answer?.ok && !answer.error) return null;
  if (answer?.error && answer.error !== "CredentialsSignin") return answer.error;
  return "Address and password do not match, or the account is closed. An owner of this installation can set a new password.";
}
