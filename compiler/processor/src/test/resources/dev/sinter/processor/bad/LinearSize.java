package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,784]")
class LinearSize extends Module {
    final Linear hidden = new Linear(784, 128);
    final Linear output = new Linear(100, 10);

    @Override
    public Tensor forward(Tensor x) {
        Tensor h = hidden.call(x).relu();
        return output.call(h); // <-
    }
}
