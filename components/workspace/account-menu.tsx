"use client";
import { useState } from "react";
import { paths } from "@/components/shell/paths";
import type { ShellData } from "@/components/shell/shell-data";
import { chooseTheme, chosenTheme, type Theme } from "@/components/shell/theme";
import { Avatar } from "@/components/ui/avatar";
import { Menu } from "@/components/ui/menu";

const themes: { theme: Theme | null; label: string }[] = [
  { theme: null, label: "As the system" },
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
];

/** Who is signed in, the theme, the keys, and the way out. */
export function AccountMenu(props: {
  person: ShellData["person"];
  showKeys: () => void;
  signOut: () => void;
}) {
  const { person, showKeys, signOut } = props;
  // Read when the menu opens: only the browser knows the choice.
  const [theme, setTheme] = useState<Theme | null>(null);
  return (
    <Menu
      label="Account"
      align="end"
      trigger={
        <button
          type="button"
          onClick={() => setTheme(chosenTheme())}
          className="grid size-8 flex-none place-items-center rounded-full hover:bg-hover max-md:size-11"
        >
          <span className="sr-only">Account of {person.name}</span>
          <span aria-hidden="true">
            <Avatar name={person.name} />
          </span>
        </button>
      }
      items={[
        {
          group: person.name === person.email ? person.email : `${person.name} · ${person.email}`,
          items: [{ label: "API tokens", href: paths.tokens() }],
        },
        "separator",
        {
          group: "Theme",
          items: themes.map((each) => ({
            label: each.label,
            checked: each.theme === theme,
            onSelect: () => chooseTheme(each.theme),
          })),
        },
        "separator",
        { label: "Keys of this page", hotkey: "?", onSelect: showKeys },
        { label: "Sign out", onSelect: signOut },
      ]}
    />
  );
}
