/** The mark of the product: a shell seen from above. */
export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 20 20" width={size} height={size} className="flex-none">
      <path d="M10 1.5 17 5.6v8.8L10 18.5 3 14.4V5.6z" fill="var(--ok-mark)" />
      <path
        d="M10 5.2 13.6 7.4v4.4L10 14l-3.6-2.2V7.4zM10 1.5v3.7M17 5.6l-3.4 1.8M17 14.4l-3.4-2.6M10 18.5V14M3 14.4l3.4-2.6M3 5.6l3.4 1.8"
        fill="none"
        stroke="var(--bg)"
        strokeWidth="1.1"
      />
    </svg>
  );
}
