package shop;

import dev.sinter.Model;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;
import java.util.List;

@Model(inputs = {"a: f32[N,3]", "b: f32[N,4]"})
class ConcatMismatch extends Module {
    public Tensor forward(Tensor a, Tensor b) {
        Tensor both = Sinter.cat(List.of(a, b), 0); // <-
        return both.sum(1);
    }
}
