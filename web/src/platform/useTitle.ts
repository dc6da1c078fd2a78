/** The words on the browser's tab: the screen's own first, the site's name after. */
import { useEffect } from "react";
import { useBrand } from "./brand";

export function useTitle(own?: string): void {
  const { name } = useBrand();
  useEffect(() => {
    document.title = own ? `${own} · ${name}` : name;
  }, [own, name]);
}
