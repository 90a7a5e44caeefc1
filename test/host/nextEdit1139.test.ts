import { nextEditSuite } from "./nextEditSuite";

nextEditSuite("1.139");
