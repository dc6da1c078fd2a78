import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./ReportsSection";

const REPORT = {
  id: "r1",
  meeting: "aaaa-bbbb",
  about: "g_1",
  about_name: "Loud",
  text: "Shouts all the time",
  reported_at: "2026-11-23T09:00:00Z",
};
const LIST = "GET /api/admin/reports";

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});

describe("the reports", () => {
  it("tell about whom, in which meeting, in whose words", async () => {
    server({ [LIST]: { reports: [REPORT, { ...REPORT, id: "r2", about_name: "Mute", text: "" }] } });
    render(<AdminScreen section="reports" />);
    expect((await screen.findByText("About Loud")).closest("li")?.textContent).toContain("Shouts all the time");
    expect(screen.getByText("About Mute").closest("li")?.textContent).toContain("No words were added.");
  });

  it("go when they are done, also when somebody else was faster", async () => {
    server({ [LIST]: { reports: [REPORT] } });
    render(<AdminScreen section="reports" />);
    fireEvent.click(await screen.findByRole("button", { name: "Done with the report about Loud" }));
    server({ [LIST]: { reports: [] }, "DELETE /api/admin/reports/r1": [404, { code: "report_not_found" }] });
    fireEvent.click(await screen.findByRole("button", { name: "Done" }));
    expect(await screen.findByText(/^No open reports/)).toBeDefined();
  });
});
