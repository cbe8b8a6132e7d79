"use client";
import { createSerializer, useQueryState } from "nuqs";
import { type ChangeEvent, useEffect, useRef, useState } from "react";
import { searchText } from "./search-params";

const pauseMs = 250;
const addressWith = createSerializer({ q: searchText });

/**
 * The text of a search field, which is also in the address, as `q`. The address follows once typing pauses. When the
 * field is left before that, the address changes in the same instant: Next.js gives up a navigation during which
 * the address is changed, and leaving the field may begin one.
 * @returns `asked`, the words in the address, for which the server is asked; and the props of the field
 */
export function useSearchText() {
  const [asked, setAsked] = useQueryState("q", searchText);
  const [text, setText] = useState(asked);
  const written = useRef(asked);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (asked === written.current) return;
    // Changed by something else: the way back, or a button that clears the filters.
    written.current = asked;
    clearTimeout(timer.current);
    setText(asked);
  }, [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return {
    asked,
    field: {
      value: text,
      onChange({ target: { value } }: ChangeEvent<HTMLInputElement>) {
        setText(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          written.current = value;
          void setAsked(value);
        }, pauseMs);
      },
      onBlur() {
        if (text === written.current) return;
        clearTimeout(timer.current);
        written.current = text;
        history.replaceState(null, "", addressWith(location.href, { q: text }));
      },
    },
  };
}
