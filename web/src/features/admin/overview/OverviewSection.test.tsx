import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { BOX, MEMBER, OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./OverviewSection";

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});

describe("the overview", () => {
  it("says that all is well, and shows the numbers of the box", async () => {
    server({ "GET /api/admin/health": BOX });
    render(<AdminScreen section="" />);
    expect(await screen.findByText("All is well. There is nothing to do here.")).toBeDefined();
    expect(screen.getByText("60 GB free of 80 GB")).toBeDefined();
    expect(screen.getByText("8443")).toBeDefined();
    expect(screen.getByText("12 in, 40 out")).toBeDefined();
    expect(screen.getByText("None: the site speaks plain HTTP")).toBeDefined();
  });

  it("says in plain words what to do, and hands the core's own sentence on", async () => {
    const words = "UDP receive buffer is 212992 bytes: set sysctl net.core.rmem_max=4194304";
    const advice = [
      { code: "disk_low", words: "The disk" },
      { code: "media_core", words },
    ];
    server({ "GET /api/admin/health": { ...BOX, advice } });
    render(<AdminScreen section="" />);
    expect(await screen.findByText(/^The disk is nearly full/)).toBeDefined();
    expect(screen.getByText(words)).toBeDefined();
    expect(screen.queryByText(/All is well/)).toBeNull();
  });

  it("says why there is nothing, and asks again when told to", async () => {
    server({ "GET /api/admin/health": [503, { code: "storage_away" }] });
    render(<AdminScreen section="" />);
    const again = await screen.findByRole("button", { name: "Try again" });
    server({ "GET /api/admin/health": BOX });
    fireEvent.click(again);
    expect(await screen.findByText(/All is well/)).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("the administration", () => {
  it("is nowhere for members", async () => {
    forgetMe();
    setMe(MEMBER);
    server({});
    render(<AdminScreen section="" />);
    expect(await screen.findByText("There is nothing at this address")).toBeDefined();
  });

  it("has no sections but those of the table", async () => {
    server({});
    render(<AdminScreen section="nowhere" />);
    expect(await screen.findByText("There is nothing at this address")).toBeDefined();
  });

  it("marks the section where one is", async () => {
    server({ "GET /api/admin/health": BOX });
    render(<AdminScreen section="" />);
    const link = await screen.findByRole("link", { name: "Overview" });
    expect(link.getAttribute("aria-current")).toBe("page");
    expect(await screen.findByRole("heading", { level: 1, name: "Overview" })).toBeDefined();
  });
});
