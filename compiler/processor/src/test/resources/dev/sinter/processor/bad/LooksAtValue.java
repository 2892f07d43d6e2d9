package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]")
class LooksAtValue extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.sum().item().doubleValue() > 0 ? x : x.neg(); // <-
    }
}
