import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { App } from "./app";
import "./page.css";

const root = document.getElementById("root");
if (root !== null) render(<App />, root);
