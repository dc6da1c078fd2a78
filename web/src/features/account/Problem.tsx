/** Why a form was refused, spoken at once; nothing while all is well. */
import { useErrorText } from "@/i18n/useErrorText";
import { Banner } from "@/ui/Banner";

export function Problem({ of }: { of: unknown }) {
  const errorText = useErrorText();
  if (of === null || of === undefined) return null;
  return (
    <Banner tone="danger" spoken="assertive">
      {errorText(of)}
    </Banner>
  );
}
