/** The two live regions of the app. Mounted once, from the start: regions that come with their text stay silent. */
import { useAnnouncements } from "./announcer";
import { VisuallyHidden } from "./VisuallyHidden";

export function LiveAnnouncer() {
  const { polite, assertive } = useAnnouncements();
  return (
    <VisuallyHidden>
      <span aria-live="polite" aria-atomic="true">
        <span key={polite.number}>{polite.text}</span>
      </span>
      <span aria-live="assertive" aria-atomic="true">
        <span key={assertive.number}>{assertive.text}</span>
      </span>
    </VisuallyHidden>
  );
}
