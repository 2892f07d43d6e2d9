package dev.sinter.models.vision;

import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;

/** First values that several models give their layers, over those that the layers drew when they were made. */
final class Start {
    private Start() {}

    /** Normal weights for ReLUs (He et al., ICCV 2015), no bias. */
    static void convolution(Conv2d conv, Init.Fan fan) {
        Init.kaimingNormal_(conv.weight, 0, fan);
        if (conv.bias != null) {
            Init.zeros_(conv.bias);
        }
    }

    /** Normal weights, no bias. */
    static void linear(Linear linear, double deviation) {
        Init.normal_(linear.weight, 0, deviation);
        if (linear.bias != null) {
            Init.zeros_(linear.bias);
        }
    }
}
