import { nextEditSuite } from "./nextEditSuite";

nextEditSuite("1.93");
