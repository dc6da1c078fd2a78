/** The words on the browser's tab: the screen's own first, the product's name after. */
import { useEffect } from "react";

export function useTitle(own?: string): void {
  useEffect(() => {
    document.title = own ? `${own} · Rapat` : "Rapat";
  }, [own]);
}
