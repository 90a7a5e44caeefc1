import { modelsSuite } from "./modelsSuite";

modelsSuite("1.139");
