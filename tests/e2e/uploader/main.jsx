// The uploader on a page of its own; what it reports is kept in window.reported.
import { Theme } from "@radix-ui/themes";
import "@radix-ui/themes/styles.css";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { Uploader } from "./uploader.jsx";

window.reported = [];
const asked = new URLSearchParams(window.location.search);

function Page() {
  const [batch, setBatch] = useState(0);
  return (
    <Theme accentColor="indigo" grayColor="slate" appearance={asked.get("theme") ?? "light"}>
      <main style={{ padding: 16, maxWidth: 800, margin: "auto" }}>
        <h1 style={{ fontSize: 20 }}>Uploader</h1>
        <Uploader
          note="SubRip, WebVTT, TTML, SCC and 36 more; audio and video up to 2 GB"
          maxBytes={Number(asked.get("max") ?? 0)}
          hideUploaded={asked.has("hide")}
          batch={batch}
          onUploaded={(upload) => window.reported.push(["uploaded", upload])}
          onRemoved={(id) => window.reported.push(["removed", id])}
        />
        <button id="next-batch" onClick={() => setBatch(batch + 1)}>Next batch</button>
      </main>
    </Theme>
  );
}

createRoot(document.getElementById("root")).render(<Page />);
