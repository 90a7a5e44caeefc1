import { endpointsSuite } from "./endpointsSuite";

endpointsSuite("1.93");
