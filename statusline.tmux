#!/bin/sh
# TPM runs what lies here; the plugin itself is in shell/.
exec sh "$(dirname "$0")/shell/statusline.tmux"
