package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;

@Model(inputs = "x: f32[N,4]")
class NotAModule { // <-
    public Tensor forward(Tensor x) {
        return x;
    }
}
