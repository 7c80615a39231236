import { Route, Routes } from "react-router";
import { NotHere } from "../ui/not-here.tsx";
import { Frame } from "./frame.tsx";
import { Home } from "./home.tsx";

/** The customers' shop. Each page but the first is loaded when somebody opens it. */
export default function Shop() {
  return (
    <Frame>
      <Routes>
        <Route index element={<Home />} />
        <Route path="*" element={<NotHere />} />
      </Routes>
    </Frame>
  );
}
