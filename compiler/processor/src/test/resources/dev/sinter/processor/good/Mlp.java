package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]")
public class Mlp extends Module {
    private final Linear hidden = new Linear(4, 13);
    private final Linear output = new Linear(13, 3);

    @Override
    public Tensor forward(Tensor x) {
        return output.call(hidden.call(x).relu());
    }
}
