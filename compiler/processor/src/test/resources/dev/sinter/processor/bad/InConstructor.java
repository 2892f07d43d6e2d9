package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4,8,8]")
class InConstructor extends Module {
    final Conv2d grouped;

    InConstructor() {
        grouped =
                new Conv2d(4, 6, 3, 1, 0, 1, 4, true); // <-
    }

    @Override
    public Tensor forward(Tensor x) {
        return grouped.call(x);
    }
}
