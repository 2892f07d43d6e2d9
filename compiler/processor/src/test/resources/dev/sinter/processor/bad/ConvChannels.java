package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,1,28,28]")
class ConvChannels extends Module {
    final Conv2d first = new Conv2d(1, 8, 3);
    final Conv2d second = new Conv2d(16, 32, 3);

    @Override
    public Tensor forward(Tensor x) {
        return second.call(first.call(x)); // <-
    }
}
