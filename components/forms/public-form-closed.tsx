/** What stands at the address of a form that is closed, or never was. */
export function PublicFormClosed({ title }: { title: string | null }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-[480px] content-center gap-2 px-5">
      <h1 className="text-title font-semibold">{title ?? "There is no form at this address"}</h1>
      <p className="text-lead text-ink-2">
        {title ? "This form is closed. Ask whoever gave you the link." : "Check the link you were given."}
      </p>
    </main>
  );
}
