package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]")
class NoConstructor extends Module { // <-
    final Linear layer;

    NoConstructor(int width) {
        layer = new Linear(4, width);
    }

    @Override
    public Tensor forward(Tensor x) {
        return layer.call(x);
    }
}
