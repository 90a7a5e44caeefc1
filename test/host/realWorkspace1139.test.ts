import { realWorkspaceSuite } from "./realWorkspaceSuite";

realWorkspaceSuite("1.139");
