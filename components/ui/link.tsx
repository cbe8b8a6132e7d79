"use client";
import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

/**
 * A link within the product. It prefetches its page on hover and focus only, since a long list would otherwise
 * prefetch every row.
 */
export function Link({ onPointerEnter, onFocus, ...rest }: ComponentProps<typeof NextLink>) {
  const [near, setNear] = useState(false);
  return (
    <NextLink
      {...rest}
      prefetch={near ? null : false}
      onPointerEnter={(event) => {
        setNear(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setNear(true);
        onFocus?.(event);
      }}
    />
  );
}
