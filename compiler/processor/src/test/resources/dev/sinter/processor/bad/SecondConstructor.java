package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;

@Model(inputs = "x: f32[N,4,8,8]")
class SecondConstructor extends Module {
    final Sequential layers = new Sequential(
            new Conv2d(4, 6, 3),
            new ReLU(),
            new Conv2d(6, 9, 3, 1, 0, 1, 6, true), // <-
            new ReLU());

    @Override
    public Tensor forward(Tensor x) {
        return layers.call(x);
    }
}
