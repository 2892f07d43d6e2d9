package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,1,28,28]")
class WindowTooLarge extends Module {
    final MaxPool2d pool = new MaxPool2d(30);

    @Override
    public Tensor forward(Tensor x) {
        Tensor pooled = pool.call(x); // <-
        return pooled.flatten(1);
    }
}
