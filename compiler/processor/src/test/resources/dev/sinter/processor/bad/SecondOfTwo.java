package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]")
class SecondOfTwo extends Module {
    final Linear[] layers = {new Linear(4, 8), new Linear(8, 8), new Linear(9, 2)};

    @Override
    public Tensor forward(Tensor x) {
        try {
            return layers[2].call(layers[1].call(layers[0].call(x).relu()).relu()); // <-
        } finally {
            x.abs();
        }
    }
}
