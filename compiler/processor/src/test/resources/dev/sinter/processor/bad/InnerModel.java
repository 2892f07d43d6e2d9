package shop;

import dev.sinter.Model;
import dev.sinter.nn.Module;

class InnerModel {
    @Model(inputs = "x: f32[N,4]")
    class Net extends Module {} // <-
}
