package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[3,4]")
class ViewOfTransposed extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.t()
                .view(12); // <-
    }
}
