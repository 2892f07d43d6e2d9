package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]",
        output = "f32[N,10]") // <-
class OutputMismatch extends Module {
    final Linear layer = new Linear(4, 9);

    @Override
    public Tensor forward(Tensor x) {
        return layer.call(x);
    }
}
