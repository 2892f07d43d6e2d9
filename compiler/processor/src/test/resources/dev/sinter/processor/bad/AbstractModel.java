package shop;

import dev.sinter.Model;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]")
abstract class AbstractModel extends Module {} // <-
