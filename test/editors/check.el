;;; check.el --- Runs inside Emacs, after the configuration of docs/editors/emacs.md  -*- lexical-binding: t -*-
;; Does what a person does, and writes down what they see.

(require 'cl-lib)
(require 'json)

(defun check-wait (what condition)
  "Wait until CONDITION answers something, which is the value; WHAT is for the failure."
  (with-timeout (60 (error "Waited in vain for %s" what))
    (let (found)
      (while (not (setq found (funcall condition)))
        (accept-process-output nil 0.05))
      found)))

(defun check-go-to (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun check-look ()
  (find-file (getenv "OPENED"))
  ;; Eglot waits for the command that opened the file to end.
  (run-hooks 'post-command-hook)
  (check-wait "a server" #'eglot-current-server)
  (let (actions diagnostics hover)
    (setq diagnostics
          (check-wait "diagnostics" (lambda () (flymake-start) (let ((found (flymake-diagnostics))) (and (>= (length found) 2) found)))))
    (setq diagnostics
          (mapcar (lambda (found)
                    `((line . ,(line-number-at-pos (flymake-diagnostic-beg found))) (message . ,(flymake-diagnostic-text found))))
                  diagnostics))
    (check-go-to "kernel_fpu_begin_mask")
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover (substring-no-properties text))))
    (check-wait "a hover" (lambda () hover))
    (check-go-to "GPLv2")
    ;; As if the command had come from the keyboard, not from a mouse.
    (cl-letf ((last-nonmenu-event ?x)
              ((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (setq actions (mapcar #'car choices))
                 (cl-find-if (lambda (title) (string-match-p "GPL v2" title)) actions))))
      (eglot-code-actions (point) nil nil t))
    (check-wait "an edit" (lambda () (save-excursion (goto-char (point-min)) (search-forward "\"GPL v2\"" nil t))))
    ;; Eglot tells of edits when Emacs is idle, which it never is without a screen.
    (eglot--signal-textDocument/didChange)
    (check-wait "the diagnostics after the edit" (lambda () (flymake-start) (null (flymake-diagnostics))))
    `((diagnostics . ,(vconcat diagnostics)) (hover . ,hover) (actions . ,(vconcat actions))
      (text . ,(buffer-substring-no-properties (point-min) (point-max))))))

(let ((seen (condition-case failure (check-look) (error `((failure . ,(error-message-string failure)))))))
  (with-temp-file (getenv "SEEN") (insert (json-encode seen))))
(kill-emacs 0)
;;; check.el ends here
